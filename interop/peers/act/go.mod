module github.com/custody-actions/custody/interop/peers/act

go 1.25.0

require github.com/nektos/act v0.2.89
