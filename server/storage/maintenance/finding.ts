// What an examination of a node's data finds.
import type { Stored } from '../store.ts'

export interface FolderFinding {
  /** `note` is worth knowing, `trouble` needs somebody. */
  readonly kind: 'well' | 'note' | 'trouble'
  readonly text: string
}

export const well = (text: string): FolderFinding => ({ kind: 'well', text })
export const note = (text: string): FolderFinding => ({ kind: 'note', text })
export const trouble = (text: string): FolderFinding => ({ kind: 'trouble', text })

/**
 * Why a stored document cannot be opened, in plain words; null where it can. It takes no longer than opening
 * it may.
 */
export type WhyUnreadable = (stored: Stored) => Promise<string | null>

export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** Whether all worlds can be opened; `stored`: the documents of one. */
export async function whyNoneOpens(
  stored: AsyncIterable<Stored> | Iterable<Stored>,
  whyUnreadable: WhyUnreadable,
): Promise<string | null> {
  try {
    for await (const document of stored) {
      const why = await whyUnreadable(document)
      if (why !== null) return why
    }
    return null
  } catch (error) {
    return oneLine(error instanceof Error ? error.message : String(error))
  }
}
