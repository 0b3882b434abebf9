module github.com/custody-actions/custody/interop/peers/gh

go 1.25.0

require github.com/cli/cli/v2 v2.83.0
