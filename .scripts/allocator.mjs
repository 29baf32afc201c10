// The settings of Linux' allocator for a node: two heaps, and buffers larger than 256 kB are returned at
// once. Without them it keeps freed large buffers, in as many heaps as there are threads.
export const ALLOCATOR = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '262144' }
