module filtermaplab

go 1.26.0

require (
	github.com/mmcloughlin/avo v0.6.0 // indirect
	github.com/tetratelabs/wazero v1.12.0 // indirect
	golang.org/x/sys v0.44.0 // indirect
)
