package scene

import "math"

// motion is a number on its way to another: the parting of the block.
type motion struct {
	at, from, goal float64
	elapsed        float64 // seconds since it set out
	moving         bool
}

// cameraSeconds is the token --m-camera.
const cameraSeconds = 0.42

// toward lets dt seconds pass on the way to goal. Calm moves at once.
func (m motion) toward(goal, dt float64, calm bool) motion {
	if calm || m.at == goal {
		return motion{at: goal}
	}
	if !m.moving || m.goal != goal {
		m = motion{at: m.at, from: m.at, goal: goal, moving: true}
	}
	m.elapsed += dt
	if m.elapsed >= cameraSeconds {
		return motion{at: goal}
	}
	m.at = m.from + (goal-m.from)*ease(m.elapsed/cameraSeconds)
	return m
}

// ease starts fast and ends softly, near the token --ease.
func ease(t float64) float64 { return 1 - math.Pow(1-min(1, max(0, t)), 3) }
