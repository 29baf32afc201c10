/** The faults of the trees `shared`, `server` and `client` in a folder, in sentences. */
export function troublesOf(root: string): readonly string[]
/** What of them is too large, too small, or of no use to others, in sentences. */
export function leftoversOf(root: string): readonly string[]
