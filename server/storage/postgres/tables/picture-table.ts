// Pictures in the database, where several processes reach them.
import { Readable } from 'node:stream'
import { parsePictureId, type PictureId } from '../../../../shared/world/picture-id.ts'
import type { OpenPicture, PictureFiles } from '../../picture-files.ts'
import type { Sql } from '../connection/connection.ts'
import type { Lanes } from '../connection/lane.ts'

const PUT = `
  INSERT INTO pictures (id, kept_at, bytes) VALUES ($1, (extract(epoch FROM now()) * 1000)::bigint, $2)
  ON CONFLICT DO NOTHING`
const ONE = 'SELECT bytes FROM pictures WHERE id = $1'
const REMOVE = 'DELETE FROM pictures WHERE id = $1'
const LIST = 'SELECT id, kept_at AS at FROM pictures WHERE id > $1 ORDER BY id LIMIT $2'

/** How many names are read at a time. */
const PAGE = 1_000

export function picturesIn(lanes: Lanes): PictureFiles {
  return {
    async put(id, bytes) {
      await lanes.use((lane) => lane.write((sql) => sql.run(PUT, [id, bytes])))
    },
    async open(id): Promise<OpenPicture | null> {
      const bytes = await lanes.use((lane) => lane.read((sql) => readPicture(sql, id)))
      return bytes === null ? null : { bytes: bytes.length, stream: Readable.from([bytes]) }
    },
    async remove(id) {
      await lanes.use((lane) => lane.write((sql) => sql.run(REMOVE, [id])))
    },
    async *list() {
      for (let after = ''; ;) {
        const rows = await lanes.use((lane) =>
          lane.read((sql) => sql.rows<{ id: string; at: number }>(LIST, [after, PAGE])),
        )
        for (const { id, at } of rows) {
          const picture: PictureId | null = parsePictureId(id)
          if (picture !== null) yield { id: picture, at }
          after = id
        }
        if (rows.length < PAGE) return
      }
    },
  }
}

const NEXT = 'SELECT id, bytes FROM pictures WHERE id > $1 ORDER BY id LIMIT 1'

/** All pictures, one at a time. */
export async function* pictureRows(
  sql: Sql,
): AsyncGenerator<{ readonly id: string; readonly bytes: Uint8Array }> {
  for (let after = ''; ;) {
    const [row] = await sql.rows<{ id: string; bytes: Uint8Array }>(NEXT, [after])
    if (row === undefined) return
    yield row
    after = row.id
  }
}

/** Null where it is not there. */
export const readPicture = async (sql: Sql, id: PictureId): Promise<Uint8Array | null> =>
  (await sql.rows<{ bytes: Uint8Array }>(ONE, [id]))[0]?.bytes ?? null
