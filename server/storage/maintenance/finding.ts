// What an examination of a node's data finds.
import type { Address } from '../../../shared/world/address.ts'
import { DOCUMENT_BYTES_MAX } from '../../../shared/world/limits.ts'
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

/** Looks at the documents of one world; answers whether it can be opened. `restore`: what to do where not. */
export async function* examineWorld(
  address: Address | null,
  stored: AsyncIterable<Stored> | Iterable<Stored>,
  whyUnreadable: WhyUnreadable,
  restore = 'Restore it from a backup.',
): AsyncGenerator<FolderFinding, boolean> {
  const unreadable = (why: string): FolderFinding =>
    trouble(`${address} cannot be opened (${why}). ${restore}`)
  try {
    for await (const document of stored) {
      const why = await whyUnreadable(document)
      if (why !== null) {
        yield unreadable(why)
        return false
      }
      const rows = [document.snapshot, ...document.tail.map(({ bytes }) => bytes)]
      if (rows.some((row) => row !== null && row.length > DOCUMENT_BYTES_MAX))
        yield note(`${address} ${TOO_LARGE}`)
    }
    return true
  } catch (error) {
    yield unreadable(oneLine(error instanceof Error ? error.message : String(error)))
    return false
  }
}

const TOO_LARGE = `is larger than a world may be (${DOCUMENT_BYTES_MAX / 1024 / 1024} MB): it can be read, and made smaller, but not added to. Export it, and import it with --split.`
