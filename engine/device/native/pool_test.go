package native

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// TestPoolRunsEveryTaskOnce runs jobs back to back, with pauses in which the
// helpers fall asleep, and the same job again while helpers still hold it.
func TestPoolRunsEveryTaskOnce(t *testing.T) {
	for _, threads := range []int{1, 2, 3, 2 * runtime.GOMAXPROCS(0)} {
		p := newPool(threads, 1)
		const rounds = 300
		var jobs []*job
		var counts [4][]atomic.Int64
		for i := range counts {
			counts[i] = make([]atomic.Int64, 1+7*i)
			jobs = append(jobs, &job{tasks: len(counts[i]), body: func(task int, _ *worker) { counts[i][task].Add(1) }})
		}
		for round := range rounds {
			for i, j := range jobs {
				p.run(j)
				p.run(j)
				for task := range counts[i] {
					if got, want := counts[i][task].Load(), int64(2*round+2); got != want {
						t.Fatalf("%d threads: task %d of job %d ran %d times when run returned, want %d", threads, task, i, got, want)
					}
				}
			}
			if round%100 == 0 {
				time.Sleep(time.Millisecond)
			}
		}
		p.close()
	}
}

// TestPoolGivesEachWorkerItsOwnMemory checks that no two tasks that run at
// once hold the same worker.
func TestPoolGivesEachWorkerItsOwnMemory(t *testing.T) {
	p := newPool(4, 1)
	defer p.close()
	var holders [4]atomic.Int64
	index := func(w *worker) int {
		for i := range p.workers {
			if p.workers[i] == w {
				return i
			}
		}
		return -1
	}
	j := &job{tasks: 64, body: func(_ int, w *worker) {
		h := &holders[index(w)]
		if h.Add(1) != 1 {
			t.Error("two tasks hold a worker at once")
		}
		runtime.Gosched()
		h.Add(-1)
	}}
	for range 50 {
		p.run(j)
	}
}

func TestCloseEndsTheHelpers(t *testing.T) {
	before := runtime.NumGoroutine()
	p := newPool(4, 1)
	p.run(&job{tasks: 8, body: func(int, *worker) {}})
	p.close()
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines 5 s after close, want %d", runtime.NumGoroutine(), before)
		}
		time.Sleep(time.Millisecond)
	}
}
