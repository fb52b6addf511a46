package native

type fmKernels interface{}
type genericFM struct{}
type fmArgs struct{}
type avx2FM struct{}
