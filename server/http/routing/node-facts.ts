// A node's facts about itself, and where it keeps its data.
import about from '../../../package.json' with { type: 'json' }

export interface NodeFacts {
  readonly version: string
  /** ms since 1970. */
  readonly startedAt: number
  /** Its data folder; null where it has none. */
  readonly folder: string | null
  /** Its worlds and records are in a database, not in that folder. */
  readonly isInDatabase?: boolean
}

export const nodeFacts = (facts: Omit<NodeFacts, 'version'>): NodeFacts => ({
  version: about.version,
  ...facts,
})
