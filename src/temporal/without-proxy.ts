/**
 * For connections to Temporal by gRPC's own library, which would take a proxy from `https_proxy`, for this machine too. The
 * worker's connection takes none: all of us go the same way.
 */
export const WITHOUT_PROXY = { channelArgs: { 'grpc.enable_http_proxy': 0 } } as const;
