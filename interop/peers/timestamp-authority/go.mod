module github.com/custody-actions/custody/interop/peers/timestamp-authority

go 1.25.0

require github.com/sigstore/timestamp-authority/v2 v2.1.3
