// Pictures as objects of a bucket, where several processes reach them: `PREFIX/pictures/SHA`. An object that
// was cut off on its way does not exist; where a store keeps half of one, its length tells, and it is put
// anew.
import { Readable } from 'node:stream'
import { SaxesParser } from 'saxes'
import { parsePictureId, type PictureId } from '../../../shared/world/picture-id.ts'
import type { PictureFiles } from '../picture-files.ts'
import type { BucketClient } from './bucket-client.ts'
import { BucketFault } from './bucket-faults.ts'

/** What the names of pictures begin with, behind the prefix of the address. */
const FOLDER = 'pictures/'

const keyOf = (id: PictureId): string => `${FOLDER}${id}`

/** A picture in a bucket, as a list of it says. */
interface ListedPicture {
  readonly id: PictureId
  /** ms since 1970. */
  readonly at: number
  readonly bytes: number
}

export interface BucketPictures extends PictureFiles {
  list(): AsyncIterable<ListedPicture>
}

/** Names in one page of a list: the most that stores give. */
const PAGE = 1_000

/** `page`: names in one page of a list. */
export function picturesInBucket(client: BucketClient, page = PAGE): BucketPictures {
  async function isWhole(id: PictureId, bytes: number): Promise<boolean> {
    const { status, headers } = await client.ask({ method: 'HEAD', key: keyOf(id) })
    return status === 200 && headers.get('content-length') === String(bytes)
  }

  return {
    async put(id, bytes) {
      if (await isWhole(id, bytes.length)) return
      const headers = { 'content-type': 'application/octet-stream' }
      // The name of a picture is the SHA-256 of its bytes.
      await client.ask({ method: 'PUT', key: keyOf(id), headers, body: bytes, hash: id })
    },
    async open(id) {
      const found = await client.read(keyOf(id))
      if (found === null) return null
      const stream = Readable.from(found.chunks, { objectMode: false })
      // Also where nobody has read any of it.
      stream.once('close', () => found.end())
      return { bytes: found.bytes, stream }
    },
    async remove(id) {
      await client.ask({ method: 'DELETE', key: keyOf(id) })
    },
    list: () => listed(client, page),
  }
}

async function* listed(client: BucketClient, size: number): AsyncGenerator<ListedPicture> {
  const prefix = `${client.address.prefix}${FOLDER}`
  for (let next = ''; ;) {
    const from = next === '' ? {} : { 'continuation-token': next }
    const query = { 'list-type': '2', 'max-keys': String(size), prefix, ...from }
    const { text } = await client.ask({ method: 'GET', key: '', query })
    const page = pageIn(text)
    if (page === null || page.next === next) {
      throw new BucketFault(`What ${client.address.name} says of its objects cannot be read.`, true)
    }
    for (const { key, at, bytes } of page.objects) {
      const id = key.startsWith(prefix) ? parsePictureId(key.slice(prefix.length)) : null
      if (id !== null) yield { id, at, bytes }
    }
    if (page.next === null) return
    next = page.next
  }
}

interface ListedPage {
  readonly objects: readonly { readonly key: string; readonly at: number; readonly bytes: number }[]
  /** Where the next page begins; null on the last one. */
  readonly next: string | null
}

/** A page of ListObjectsV2; null where it cannot be read. */
function pageIn(xml: string): ListedPage | null {
  const objects: ListedPage['objects'][number][] = []
  const top = new Map<string, string>()
  let object = new Map<string, string>()
  const path: string[] = []
  let text = ''
  const parser = new SaxesParser({})
  let isBroken = false
  parser.on('error', () => (isBroken = true))
  parser.on('opentag', ({ name }) => {
    path.push(name)
    text = ''
    if (path.length === 2 && name === 'Contents') object = new Map()
  })
  parser.on('text', (part) => (text += part))
  parser.on('closetag', ({ name }) => {
    if (path.length === 3 && path[1] === 'Contents') object.set(name, text)
    if (path.length === 2 && name !== 'Contents') top.set(name, text)
    if (path.length === 2 && name === 'Contents') {
      const [key, at, bytes] = ['Key', 'LastModified', 'Size'].map((part) => object.get(part) ?? '')
      objects.push({ key: key ?? '', at: Date.parse(at ?? ''), bytes: Number(bytes) })
    }
    path.pop()
    text = ''
  })
  parser.write(xml).close()
  const isList = !isBroken && top.has('IsTruncated') && objects.every(({ at }) => Number.isFinite(at))
  if (!isList) return null
  const token = top.get('NextContinuationToken') ?? ''
  const isLast = top.get('IsTruncated') !== 'true'
  if (isLast) return { objects, next: null }
  return token === '' ? null : { objects, next: token }
}
