// How a person arranged the list of their worlds: which are starred, how it is sorted, and which folder each
// world is in.
import * as z from 'zod/mini'
import { line } from './body-fields.ts'
import { worldId } from './world-bodies.ts'

/** Worlds that one can star. All of one's arrangement is in the memory of the node. */
export const STARRED_MAX = 200
export const FOLDERS_MAX = 50
/** Worlds in all folders of one person. */
export const FILED_MAX = 1_000
export const FOLDER_NAME_MAX = 60

const HomeSort = z.enum(['changed', 'opened', 'name'])
export type HomeSort = z.infer<typeof HomeSort>

/** `GET /api/me/order`. Of a folder, the name says which one it is. */
export const HomeOrder = z.object({
  sort: HomeSort,
  starred: z.array(worldId),
  folders: z.array(z.object({ name: z.string(), worlds: z.array(worldId) })),
})
export type HomeOrder = z.infer<typeof HomeOrder>

/** Nothing was arranged. */
export const PLAIN_ORDER: HomeOrder = { sort: 'changed', starred: [], folders: [] }

const folderName = line.check(
  z.trim(),
  z.minLength(1, 'Give the folder a name.'),
  z.maxLength(FOLDER_NAME_MAX, `The name of a folder has at most ${FOLDER_NAME_MAX} characters.`),
)

/**
 * `PATCH /api/me/order`: one change, so that two devices can make theirs at once; the answer is the
 * {@link HomeOrder}. `file` puts a world into a folder, which is made if there is none of that name, or takes
 * it out (null). The worlds of a removed folder stay.
 */
export const HomeOrderChange = z.discriminatedUnion('do', [
  z.object({ do: z.literal('sort'), by: HomeSort }),
  z.object({ do: z.literal('star'), world: worldId }),
  z.object({ do: z.literal('unstar'), world: worldId }),
  z.object({ do: z.literal('file'), world: worldId, folder: z.nullable(folderName) }),
  z.object({ do: z.literal('makeFolder'), folder: folderName }),
  z.object({ do: z.literal('renameFolder'), folder: folderName, name: folderName }),
  z.object({ do: z.literal('removeFolder'), folder: folderName }),
])
export type HomeOrderChange = z.infer<typeof HomeOrderChange>
