package program

import (
	"fmt"
	"strings"
)

// Buffer names one tensor of a program. The zero Buffer is None.
type Buffer int32

// None stands for an operand that is left out.
const None Buffer = 0

// Kind says who writes a buffer and how long its contents live.
type Kind uint8

const (
	Activation Kind = iota // written and read within one run; its memory is reused
	Host                   // written by the host: pictures, labels, rates
	Param                  // weights: live as long as the program
	Gradient               // gradient of a Param, kept until the next step
	Velocity               // momentum of a Param
	State                  // running statistics
	Output                 // read by the host: logits, loss
)

func (k Kind) String() string {
	return [...]string{"activation", "host", "param", "gradient", "velocity", "state", "output"}[k]
}

// Info describes a buffer.
type Info struct {
	Name  string
	Kind  Kind
	Shape []int // activations are (N,C,H,W)
}

// Len is the number of elements.
func (i Info) Len() int {
	n := 1
	for _, d := range i.Shape {
		n *= d
	}
	return n
}

// Pass says which part of a run an instruction belongs to.
type Pass uint8

const (
	Forward Pass = iota
	Backward
	Update
)

func (p Pass) String() string { return [...]string{"forward", "backward", "update"}[p] }

// Instr is one operation, with the layer that asked for it.
type Instr struct {
	Op    Op
	Pass  Pass
	Layer int // index into Program.Layers
}

// Routine selects one of the two lists of a program.
type Routine uint8

const (
	Train Routine = iota // forward, loss, backward and update: one whole step
	Infer                // forward with running statistics
)

func (r Routine) String() string { return [...]string{"train", "infer"}[r] }

// Program is a network ready to run: buffers and two lists of instructions.
type Program struct {
	Batch   int      // N, the same in both routines
	Buffers []Info   // indexed by Buffer; element 0 is None
	Layers  []string // names for people, in forward order

	Train []Instr
	Infer []Instr

	// The buffers that a host writes and reads.
	Input  Buffer // (N,C,H,W) normalised pictures
	Labels Buffer // (N) class numbers; a negative label is a picture that does not count
	Hyper  Buffer // (4) rate, momentum, weight decay, 1 for Nesterov; see SGD
	Logits Buffer // (N,classes) of the last Train run
	Stats  Buffer // (2) mean loss and number of right answers of the last Train run
	Scores Buffer // (N,classes) logits of the last Infer run

	// Keep lists activations whose contents must outlive the run, for those
	// who look at them: their memory is not reused.
	Keep []Buffer
}

// New returns a program without instructions for batches of n pictures.
func New(n int) *Program {
	return &Program{Batch: n, Buffers: make([]Info, 1)}
}

// Add declares a buffer.
func (p *Program) Add(name string, kind Kind, shape ...int) Buffer {
	for _, d := range shape {
		if d <= 0 {
			panic(fmt.Sprintf("program: buffer %q has shape %v", name, shape))
		}
	}
	p.Buffers = append(p.Buffers, Info{Name: name, Kind: kind, Shape: shape})
	return Buffer(len(p.Buffers) - 1)
}

// Info describes b. It panics on None and on buffers of another program.
func (p *Program) Info(b Buffer) Info {
	if b <= None || int(b) >= len(p.Buffers) {
		panic(fmt.Sprintf("program: no buffer %d among %d", b, len(p.Buffers)-1))
	}
	return p.Buffers[b]
}

// Instrs returns the list of a routine.
func (p *Program) Instrs(r Routine) []Instr {
	if r == Infer {
		return p.Infer
	}
	return p.Train
}

// String lists the program as text, one instruction a line.
func (p *Program) String() string {
	var b strings.Builder
	for _, r := range []Routine{Train, Infer} {
		fmt.Fprintf(&b, "%v, batch %d\n", r, p.Batch)
		for i, in := range p.Instrs(r) {
			layer := ""
			if in.Layer >= 0 && in.Layer < len(p.Layers) {
				layer = p.Layers[in.Layer]
			}
			fmt.Fprintf(&b, "%4d %-8v %-24s %s", i, in.Pass, layer, name(in.Op))
			reads, writes := in.Op.Operands()
			for _, x := range reads {
				fmt.Fprintf(&b, " %s", p.label(x))
			}
			b.WriteString(" ->")
			for _, x := range writes {
				fmt.Fprintf(&b, " %s", p.label(x))
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func (p *Program) label(b Buffer) string {
	if b == None {
		return "-"
	}
	return p.Info(b).Name
}

// name is the type of an op without its package.
func name(op Op) string {
	return strings.TrimPrefix(fmt.Sprintf("%T", op), "program.")
}
