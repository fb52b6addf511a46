//go:build !js

package simd

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"
	"unsafe"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"filtermaplab/engine/device"
	"filtermaplab/engine/device/simd/wasmgen"
	"filtermaplab/engine/program"
)

// Outside a browser the kernels run under wazero. It has no relaxed SIMD, so
// they are always strict, and it is slow: this is for tests, and for
// reproducing a strict run bit by bit.

// Load compiles and places a program.
func (d Device) Load(p *program.Program) (device.Executable, error) {
	threads := max(1, d.Threads)
	c, err := compile(p, target{threads: threads, shared: threads > 1})
	if err != nil {
		return nil, err
	}
	m, err := newWazero(c, threads)
	if err != nil {
		return nil, err
	}
	return &executable{c, m}, nil
}

// wazeroMachine is a runtime with one memory and one instance a thread.
type wazeroMachine struct {
	ctx     context.Context
	runtime wazero.Runtime
	memory  api.Memory
	threads []api.Module
	times   int
}

func newWazero(c *compiled, threads int) (*wazeroMachine, error) {
	ctx := context.Background()
	cfg := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesThreads)
	w := &wazeroMachine{ctx: ctx, runtime: wazero.NewRuntimeWithConfig(ctx, cfg), times: c.times}
	if err := w.instantiate(c, threads); err != nil {
		return nil, errors.Join(fmt.Errorf("simd: %w", err), w.close())
	}
	return w, nil
}

func (w *wazeroMachine) instantiate(c *compiled, threads int) error {
	start := time.Now()
	now := func() float64 { return float64(time.Since(start)) / float64(time.Millisecond) }
	if _, err := w.runtime.NewHostModuleBuilder("host").NewFunctionBuilder().WithFunc(now).Export("now").Instantiate(w.ctx); err != nil {
		return err
	}
	env := wasmgen.NewModule()
	pages := c.memory.bytes / pageBytes // wazero allocates the maximum of a shared memory at once
	env.Memory("memory", pages, pages, threads > 1)
	m, err := w.runtime.InstantiateWithConfig(w.ctx, env.Bytes(), wazero.NewModuleConfig().WithName("env"))
	if err != nil {
		return err
	}
	w.memory = m.ExportedMemory("memory")
	code, err := w.runtime.CompileModule(w.ctx, c.module)
	if err != nil {
		return err
	}
	for range threads {
		inst, err := w.runtime.InstantiateModule(w.ctx, code, wazero.NewModuleConfig().WithName(""))
		if err != nil {
			return err
		}
		w.threads = append(w.threads, inst)
	}
	return nil
}

func (w *wazeroMachine) view(addr, n int) []byte {
	b, ok := w.memory.Read(uint32(addr), uint32(4*n))
	if !ok {
		panic(fmt.Sprintf("simd: %d floats at %d are outside of memory", n, addr))
	}
	return b
}

func (w *wazeroMachine) write(addr int, src []float32) { copy(w.view(addr, len(src)), asBytes(src)) }

func (w *wazeroMachine) read(addr int, dst []float32) { copy(asBytes(dst), w.view(addr, len(dst))) }

// asBytes is the memory of s.
func asBytes(s []float32) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), 4*len(s))
}

func (w *wazeroMachine) convert(entry string, args [7]int) error {
	var raw [7]uint64
	for i, a := range args {
		raw[i] = api.EncodeU32(uint32(a))
	}
	_, err := w.threads[0].ExportedFunction(entry).Call(w.ctx, raw[:]...)
	return err
}

func (w *wazeroMachine) run(r program.Routine) error { return w.all("run", r) }

// all calls an entry in every thread.
func (w *wazeroMachine) all(entry string, r program.Routine) error {
	errs := make([]error, len(w.threads))
	var wg sync.WaitGroup
	for t, inst := range w.threads {
		wg.Go(func() {
			_, errs[t] = inst.ExportedFunction(entry).Call(w.ctx, uint64(r), uint64(t), uint64(len(w.threads)))
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (w *wazeroMachine) profile(r program.Routine, n int) ([]float64, error) {
	if err := w.all("profile", r); err != nil {
		return nil, err
	}
	clock := make([]float64, n+1)
	for i := range clock {
		bits, _ := w.memory.ReadUint64Le(uint32(w.times + 8*i))
		clock[i] = math.Float64frombits(bits)
	}
	return clock, nil
}

func (w *wazeroMachine) close() error { return w.runtime.Close(w.ctx) }
