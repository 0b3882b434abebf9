module github.com/custody-actions/custody/interop/peers/syft

go 1.26.8

require github.com/anchore/syft v1.57.1
