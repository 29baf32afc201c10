// Rights: what somebody may do in one world. Each one includes those before it.

export const RIGHTS = ['none', 'see', 'act', 'edit', 'own'] as const

/**
 * `see`: read both documents; `act`: ask the owner; `edit`: write the scene; `own`: move, bin and give
 * rights.
 */
export type Right = (typeof RIGHTS)[number]

/** Says whether `right` includes `needed`. */
export function atLeast(right: Right, needed: Right): boolean {
  return RIGHTS.indexOf(right) >= RIGHTS.indexOf(needed)
}
