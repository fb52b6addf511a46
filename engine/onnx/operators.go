package onnx

// operator is what ONNX says of one operator in the edition that Opset
// imports.
type operator struct {
	inputs     []string // type variable of each input
	optional   int      // how many of the last inputs may be left out
	variadic   bool     // the last input may be repeated
	outputs    []string // type variable of each output
	spare      int      // how many of the last outputs may be left out
	attributes map[string]attributeRule
	types      map[string][]DataType // what a type variable may be; any where missing
}

// attributeRule is what ONNX says of one attribute.
type attributeRule struct {
	typ      AttributeType
	required bool
}

// operators is the part of ONNX's operator set that Export uses, opset 17.
// The editions that hold there: Cast, Concat, Flatten, Gather, Gemm and
// Transpose 13, Add, Div, Relu, Reshape and Sub 14, BatchNormalization 15,
// AveragePool and Conv 11, GlobalAveragePool 1. Source: ONNX's operator
// schemas.
func operators() map[string]operator {
	floats := []DataType{Float16, Float32, Float64}
	indices := []DataType{Int32, Int64}
	onlyInt64 := []DataType{Int64}
	binary := operator{inputs: []string{"T", "T"}, outputs: []string{"T"}}
	window := map[string]attributeRule{
		"auto_pad": {typ: StringAttribute}, "kernel_shape": {typ: IntsAttribute},
		"pads": {typ: IntsAttribute}, "strides": {typ: IntsAttribute},
	}
	with := func(more map[string]attributeRule) map[string]attributeRule {
		for name, rule := range window {
			if _, ok := more[name]; !ok {
				more[name] = rule
			}
		}
		return more
	}
	return map[string]operator{
		"Add": binary, "Sub": binary, "Div": binary,
		"Relu": {inputs: []string{"T"}, outputs: []string{"T"}},
		"Cast": {
			inputs: []string{"T1"}, outputs: []string{"T2"}, // T2 is the attribute to
			attributes: map[string]attributeRule{"to": {IntAttribute, true}},
		},
		"Gather": {
			inputs: []string{"T", "Tind"}, outputs: []string{"T"},
			attributes: map[string]attributeRule{"axis": {typ: IntAttribute}},
			types:      map[string][]DataType{"Tind": indices},
		},
		"Transpose": {
			inputs: []string{"T"}, outputs: []string{"T"},
			attributes: map[string]attributeRule{"perm": {typ: IntsAttribute}},
		},
		"Reshape": {
			inputs: []string{"T", "shape"}, outputs: []string{"T"},
			attributes: map[string]attributeRule{"allowzero": {typ: IntAttribute}},
			types:      map[string][]DataType{"shape": onlyInt64},
		},
		"Concat": {
			inputs: []string{"T"}, variadic: true, outputs: []string{"T"},
			attributes: map[string]attributeRule{"axis": {IntAttribute, true}},
		},
		"Flatten": {
			inputs: []string{"T"}, outputs: []string{"T"},
			attributes: map[string]attributeRule{"axis": {typ: IntAttribute}},
		},
		"Conv": {
			inputs: []string{"T", "T", "T"}, optional: 1, outputs: []string{"T"},
			attributes: with(map[string]attributeRule{"dilations": {typ: IntsAttribute}, "group": {typ: IntAttribute}}),
			types:      map[string][]DataType{"T": floats},
		},
		"BatchNormalization": {
			inputs: []string{"T", "T1", "T1", "T2", "T2"}, outputs: []string{"T", "T2", "T2"}, spare: 2,
			attributes: map[string]attributeRule{
				"epsilon": {typ: FloatAttribute}, "momentum": {typ: FloatAttribute}, "training_mode": {typ: IntAttribute},
			},
			types: map[string][]DataType{"T": floats, "T1": floats, "T2": floats},
		},
		"AveragePool": {
			inputs: []string{"T"}, outputs: []string{"T"},
			attributes: with(map[string]attributeRule{
				"ceil_mode": {typ: IntAttribute}, "count_include_pad": {typ: IntAttribute}, "kernel_shape": {IntsAttribute, true},
			}),
			types: map[string][]DataType{"T": floats},
		},
		"GlobalAveragePool": {
			inputs: []string{"T"}, outputs: []string{"T"},
			types: map[string][]DataType{"T": floats},
		},
		"Gemm": {
			inputs: []string{"T", "T", "T"}, optional: 1, outputs: []string{"T"},
			attributes: map[string]attributeRule{
				"alpha": {typ: FloatAttribute}, "beta": {typ: FloatAttribute},
				"transA": {typ: IntAttribute}, "transB": {typ: IntAttribute},
			},
			types: map[string][]DataType{"T": {Float16, Float32, Float64, Int32, Int64}},
		},
	}
}
