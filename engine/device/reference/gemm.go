package reference

// The matrix product under every convolution. Both factors are packed first,
// so that the innermost loop walks two arrays from front to back:
//
//	rows    two rows of A side by side:     rows[p*K+k]    = A[2p..2p+1][k]
//	columns four columns of B side by side: columns[q*K+k] = B[k][4q..4q+3]
//
// Missing rows and columns at the edge are zero.
const (
	tileRows    = 2
	tileColumns = 4
)

type (
	rowPack    = [tileRows]float32
	columnPack = [tileColumns]float32
)

// packs is the number of tiles that cover n.
func packs(n, tile int) int { return (n + tile - 1) / tile }

// packRows packs the M x K matrix whose element (m,k) is a[m*ldm+k*ldk].
func packRows(dst []rowPack, a []float32, m, k, ldm, ldk int) {
	for p := range packs(m, tileRows) {
		rows := dst[p*k : (p+1)*k]
		for i := range tileRows {
			r := p*tileRows + i
			if r >= m {
				for j := range rows {
					rows[j][i] = 0
				}
				continue
			}
			for j := range rows {
				rows[j][i] = a[r*ldm+j*ldk]
			}
		}
	}
}

// gemm computes C = A B, or C += A B, from packed factors of inner size k.
// C is M x N with rows ldc apart.
func gemm(c []float32, ldc int, rows []rowPack, columns []columnPack, m, n, k int, add bool) {
	var tile [tileRows * tileColumns]float32
	for p := range packs(m, tileRows) {
		a := rows[p*k : (p+1)*k]
		for q := range packs(n, tileColumns) {
			multiply(a, columns[q*k:(q+1)*k], &tile)
			high := min(tileRows, m-p*tileRows)
			wide := min(tileColumns, n-q*tileColumns)
			for i := range high {
				at := (p*tileRows+i)*ldc + q*tileColumns
				out := c[at : at+wide]
				for j := range out {
					if v := tile[i*tileColumns+j]; add {
						out[j] += v
					} else {
						out[j] = v
					}
				}
			}
		}
	}
}

// multiply is one tile of the product. Eight sums fit the registers of every
// machine that Go runs on; larger tiles spill and are slower.
func multiply(a []rowPack, b []columnPack, tile *[tileRows * tileColumns]float32) {
	b = b[:len(a)]
	var c00, c01, c02, c03, c10, c11, c12, c13 float32
	for k := range a {
		x, y := &a[k], &b[k]
		x0, x1 := x[0], x[1]
		y0, y1, y2, y3 := y[0], y[1], y[2], y[3]
		c00 += float32(x0 * y0)
		c01 += float32(x0 * y1)
		c02 += float32(x0 * y2)
		c03 += float32(x0 * y3)
		c10 += float32(x1 * y0)
		c11 += float32(x1 * y1)
		c12 += float32(x1 * y2)
		c13 += float32(x1 * y3)
	}
	*tile = [tileRows * tileColumns]float32{c00, c01, c02, c03, c10, c11, c12, c13}
}
