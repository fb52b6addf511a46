package native

import (
	"sync"
	"sync/atomic"
)

// pool runs tasks on a fixed set of goroutines that live as long as a loaded
// program. The caller of run is one of them.
type pool struct {
	workers []*worker
	wake    []chan struct{} // one a helper; closed to end it
	next    atomic.Int64    // task to take next
	tasks   int64
	body    func(task int, w *worker)
	busy    sync.WaitGroup // helpers that still work on the current tasks
}

// worker is what one goroutine owns: arguments and memory that no other touches.
type worker struct {
	tile    tileArgs
	grad    gradArgs
	norm    normArgs
	pool    poolArgs
	columns columnsArgs
	fly     butterflyArgs
	combine combineArgs
	scratch []float32
}

func newPool(threads, scratch int) *pool {
	p := &pool{}
	for i := range threads {
		p.workers = append(p.workers, &worker{scratch: alignedFloats(scratch)})
		if i == 0 {
			continue
		}
		wake := make(chan struct{}, 1)
		p.wake = append(p.wake, wake)
		go func() {
			for range wake {
				p.work(p.workers[i])
				p.busy.Done()
			}
		}()
	}
	return p
}

// run calls body for every task in [0,tasks) and waits for all of them. Tasks
// are taken in order by whoever is free, so a body's results must not depend
// on the worker it gets.
func (p *pool) run(tasks int, body func(task int, w *worker)) {
	p.tasks, p.body = int64(tasks), body
	p.next.Store(0)
	helpers := min(len(p.wake), tasks-1)
	if helpers > 0 {
		p.busy.Add(helpers)
		for _, wake := range p.wake[:helpers] {
			wake <- struct{}{}
		}
	}
	p.work(p.workers[0])
	if helpers > 0 {
		p.busy.Wait()
	}
}

func (p *pool) work(w *worker) {
	for {
		task := p.next.Add(1) - 1
		if task >= p.tasks {
			return
		}
		p.body(int(task), w)
	}
}

// close ends the helpers.
func (p *pool) close() {
	for _, wake := range p.wake {
		close(wake)
	}
	p.wake = nil
}
