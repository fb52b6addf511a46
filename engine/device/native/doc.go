// Package native runs programs on the vector units of the processor, on all
// cores: AVX2 and FMA on amd64, through assembly that package asm generates.
package native
