from google.protobuf import descriptor_pool
