package io.jlinux.oci;

final class OciBundle {}
