// How the allocator of Linux is set for a node: two heaps, and what is larger than 256 kB given back at once.
// By itself it keeps large buffers that were given back, in as many heaps as there are threads.
export const ALLOCATOR = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '262144' }
