module filtermaplab

go 1.26.0
