// Work on documents is counted in steps of about 0.1 us, the time to look at one item.

/** The work of applying something. */
export interface ApplyCost {
  readonly steps: number
  /** How many of them cut items in two. That is done once: a document that is opened has them as they are. */
  readonly cuts: number
}
export const NO_COST: ApplyCost = { steps: 0, cuts: 0 }
/** Nobody counted it: it is trusted not to take long, and may cut any number of items. */
export const UNCOUNTED: ApplyCost = { steps: 0, cuts: Infinity }

/** To cut an item in two moves the items behind it in its client's list, so many in a step. */
export const MOVED_ITEMS = 64

/** Steps of a struct that has nothing in its way. */
export const EASY_STEPS = 30
const ONE_EASY: ApplyCost = { steps: EASY_STEPS, cuts: 0 }
/** Of so many structs that have nothing in their way; most often that is one. */
export const easyWork = (parts: number): ApplyCost =>
  parts === 1 ? ONE_EASY : { steps: parts * EASY_STEPS, cuts: 0 }
/**
 * Most steps that are applied in one go where they can be divided: 10 ms, in which a page draws every frame.
 */
export const TURN_STEPS = 100_000
/** Most steps of a part that cannot be divided: some 100 ms. More is refused. */
export const WHOLE_STEPS = 1_000_000
/**
 * Most steps beyond those of the structs for everything in a document: opening it takes 8 s more of a
 * processor then. Structs that meet nothing can be written even so.
 */
export const CONFLICTS_MAX = 50_000_000
/**
 * Most structs and deletions that are judged or applied in one go: a busy minute of one person; some 2 ms.
 */
export const DIRECT_PARTS = 500

/** The steps of so many structs and deletions beyond those that they take when nothing is in their way. */
export const extraOf = ({ steps }: ApplyCost, parts: number): number =>
  Math.max(0, steps - parts * EASY_STEPS)
/** The same without what is done once. */
export const conflictsOf = ({ steps, cuts }: ApplyCost, parts: number): number =>
  Math.max(0, steps - cuts - parts * EASY_STEPS)
