package simd_test

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"

	"filtermaplab/engine/device"
	"filtermaplab/engine/model"
	"filtermaplab/engine/program"
)

// fingerprints are hashes of all weights, running statistics and scores after
// three strict steps. They change when, and only when, the arithmetic changes:
// then look at why, and write down what the test prints.
var fingerprints = map[model.Variant]uint64{
	model.Plain: 0x5253dbe62194d311,
	model.FM:    0x18e3e8118a476a47,
}

// fingerprint trains resnet8 on seven pictures of noise, which fill a group of
// four and most of a second one.
func fingerprint(d device.Device, v model.Variant) (uint64, error) {
	net, err := model.Build(model.Spec{Model: "resnet8", Variant: v, Batch: 7, Size: 16})
	if err != nil {
		return 0, err
	}
	p := net.Program
	e, err := d.Load(p)
	if err != nil {
		return 0, err
	}
	defer e.Close()

	rng := rand.New(rand.NewPCG(1, 2))
	// Sums of uniform numbers: exact in any order, unlike the logarithm behind
	// a normal one.
	noise := func(n int, scale float32) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = scale * float32(rng.IntN(1<<12)-1<<11) / (1 << 11)
		}
		return v
	}
	for _, param := range net.Params {
		v := noise(param.Len(), 0.25)
		if len(param.Shape) == 1 {
			for i := range v {
				v[i]++
			}
		}
		if err := e.Write(param.Weight, v); err != nil {
			return 0, err
		}
	}
	for _, s := range net.States {
		v := make([]float32, s.Len)
		for i := range v {
			v[i] = s.Start
		}
		if err := e.Write(s.Buffer, v); err != nil {
			return 0, err
		}
	}
	labels := make([]float32, p.Batch)
	for i := range labels {
		labels[i] = float32(i % 10)
	}
	for b, v := range map[program.Buffer][]float32{p.Labels: labels, p.Hyper: {0.05, 0.9, 5e-4, 1}} {
		if err := e.Write(b, v); err != nil {
			return 0, err
		}
	}
	for range 3 {
		if err := e.Write(p.Input, noise(p.Info(p.Input).Len(), 2)); err != nil {
			return 0, err
		}
		if err := e.Run(program.Train); err != nil {
			return 0, err
		}
	}
	if err := e.Run(program.Infer); err != nil {
		return 0, err
	}

	look := []program.Buffer{p.Stats, p.Scores}
	for _, param := range net.Params {
		look = append(look, param.Weight, param.Velocity)
	}
	for _, s := range net.States {
		look = append(look, s.Buffer)
	}
	h := fnv.New64a()
	for _, b := range look {
		v := make([]float32, p.Info(b).Len())
		if err := e.Read(b, v); err != nil {
			return 0, err
		}
		for _, x := range v {
			h.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(x)))
		}
	}
	return h.Sum64(), nil
}
