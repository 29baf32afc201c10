// Whether a node is awake, as a dot beside the word for it. Its parent says it, as `data-state`.
import './node-dot.css'

export const NodeDot = () => <span className="node-dot" aria-hidden="true" />
