package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func sgd() {
	TEXT("sgdAVX2", NOSPLIT, "func(w, g, v []float32, rate, mu, decay float32, nesterov bool)")
	Pragma("noescape")
	Doc("sgdAVX2 implements kernels.sgd.")
	w, g, v := Load(Param("w").Base(), GP64()), Load(Param("g").Base(), GP64()), Load(Param("v").Base(), GP64())
	n := Load(Param("w").Len(), GP64())
	SHLQ(U8(2), n)
	constant := func(name string) reg.VecVirtual {
		c := YMM()
		VBROADCASTSS(address(Param(name)), c)
		return c
	}
	rate, mu, decay, index := constant("rate"), constant("mu"), constant("decay"), GP64()
	variant := func(nesterov bool) {
		eachVector(name("sgd", nesterov), index, n, func(u int) {
			weight, d, m := YMM(), YMM(), YMM()
			VMOVUPS(at(w, index, u), weight)
			VMOVUPS(at(g, index, u), d)
			VFMADD231PS(decay, weight, d)
			VMOVUPS(at(v, index, u), m)
			VFMADD213PS(d, mu, m)
			VMOVUPS(m, at(v, index, u))
			if nesterov {
				VFMADD231PS(mu, m, d)
				m = d
			}
			VFNMADD231PS(rate, m, weight)
			VMOVUPS(weight, at(w, index, u))
		})
		finish()
	}
	CMPB(address(Param("nesterov")), Imm(0))
	JEQ(LabelRef("plain"))
	variant(true)
	Label("plain")
	variant(false)
}
