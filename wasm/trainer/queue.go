//go:build js

package trainer

// queue holds the commands that have arrived, without a limit: a handler of
// messages must never wait.
type queue[C any] struct {
	waiting []C
	wake    chan struct{}
}

func newQueue[C any]() queue[C] { return queue[C]{wake: make(chan struct{}, 1)} }

// put appends a command.
func (q *queue[C]) put(c C) {
	q.waiting = append(q.waiting, c)
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// commands yields them in the order of their arrival, for ever.
func (q *queue[C]) commands() func(yield func(C) bool) {
	return func(yield func(C) bool) {
		for {
			for len(q.waiting) > 0 {
				c := q.waiting[0]
				q.waiting = q.waiting[1:]
				if !yield(c) {
					return
				}
			}
			<-q.wake
		}
	}
}
