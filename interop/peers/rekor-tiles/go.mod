module github.com/custody-actions/custody/interop/peers/rekor-tiles

go 1.25.8

require github.com/sigstore/rekor-tiles/v2 v2.3.0
