/** The faults of the trees `shared`, `server` and `client` in a folder, in sentences. */
export function troublesOf(root: string): readonly string[]
