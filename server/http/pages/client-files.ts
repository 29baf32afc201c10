// The built client's files, read when they are first asked for, then kept in memory: the client is small.
// They are compressed then, too, except those that the build has left compressed beside them. A new build is
// seen at once, since every request looks at the file's time and size.
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Request, Response } from 'express'

type Encoding = 'br' | 'gzip' | 'identity'

interface ClientAsset {
  /** Another stamp means another build. */
  readonly stamp: string
  readonly type: string
  readonly hash: string
  /** The best encoding first. */
  readonly encodings: readonly Encoding[]
  readonly encode: (encoding: Encoding) => Promise<Buffer>
}

/** What a file is completed with. */
export interface Filling {
  /** What is made is kept for as long as this is. */
  readonly key: object
  readonly fill: (text: string) => string
}

interface Assets {
  /** Answers with the file at `path` (with a leading slash); false when there is none. */
  serve(path: string, request: Request, response: Response, filling?: Filling | null): Promise<boolean>
  /** Whether there is such a file. */
  has(path: string): Promise<boolean>
}

const TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.map', 'application/json; charset=utf-8'],
  ['.webmanifest', 'application/manifest+json; charset=utf-8'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.wasm', 'application/wasm'],
  ['.woff2', 'font/woff2'],
])
const COMPRESSED_ALREADY = new Set(['image/png', 'font/woff2'])

/** Files of `folder`; those of a type we do not know are not served. */
export function createAssets(folder: string): Assets {
  const known = new Map<string, ClientAsset>()

  async function find(path: string): Promise<ClientAsset | null> {
    const file = fileAt(folder, path)
    const type = file && TYPES.get(extname(file))
    const stats = type ? await stat(file).catch(() => null) : null
    if (!file || !type || !stats?.isFile()) return null
    const stamp = `${stats.mtimeMs} ${stats.size}`
    const before = known.get(file)
    if (before?.stamp === stamp) return before
    const brotli = await readFile(`${file}.br`).catch(() => null)
    const asset = assetOf({ bytes: await readFile(file), brotli, stamp, type })
    known.set(file, asset)
    return asset
  }

  const filled = new WeakMap<object, ClientAsset>()

  async function complete(asset: ClientAsset, { key, fill }: Filling): Promise<ClientAsset> {
    const before = filled.get(key)
    if (before?.stamp === asset.stamp) return before
    const text = fill((await asset.encode('identity')).toString())
    const made = assetOf({ bytes: Buffer.from(text), brotli: null, stamp: asset.stamp, type: asset.type })
    filled.set(key, made)
    return made
  }

  return {
    has: async (path) => (await find(path)) !== null,
    async serve(path, request, response, filling = null) {
      const found = await find(path)
      if (!found) return false
      const asset = filling === null ? found : await complete(found, filling)
      const encoding = asset.encodings.find((ours) => request.acceptsEncodings(ours)) ?? 'identity'
      const body = await asset.encode(encoding)
      response.set({
        'Content-Type': asset.type,
        'Cache-Control': response.get('Cache-Control') ?? cachingOf(path),
        ETag: `"${asset.hash}-${encoding}"`,
      })
      response.vary('Accept-Encoding')
      if (encoding !== 'identity') response.set('Content-Encoding', encoding)
      response.send(body)
      return true
    },
  }
}

/** The file of a path; null when the path would leave the folder, or names a hidden file. */
function fileAt(folder: string, path: string): string | null {
  const parts = path.slice(1).split('/')
  const plain = parts.every((part) => /^[\w@~-][\w@~.-]*$/.test(part))
  return plain ? join(folder, parts.join(sep)) : null
}

/**
 * Each file of vite in /assets/ carries its content's hash in its name; others are asked for again each time.
 */
function cachingOf(path: string): string {
  return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
}

interface FoundFile {
  readonly bytes: Buffer
  /** Compressed with brotli already; null when it is not. */
  readonly brotli: Buffer | null
  readonly stamp: string
  readonly type: string
}

function assetOf({ bytes, brotli, stamp, type }: FoundFile): ClientAsset {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  const encodings: Encoding[] = COMPRESSED_ALREADY.has(type) ? ['identity'] : ['br', 'gzip', 'identity']
  const made = new Map<Encoding, Promise<Buffer>>()
  if (brotli !== null) made.set('br', Promise.resolve(brotli))

  function encode(encoding: Encoding): Promise<Buffer> {
    const body = made.get(encoding) ?? compress[encoding](bytes)
    made.set(encoding, body)
    return body
  }
  return { stamp, type, hash, encodings, encode }
}

/** Quality 9 of 11: the last two steps take ten times as long, for a few percent. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

const compress: Readonly<Record<Encoding, (bytes: Buffer) => Promise<Buffer>>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, BROTLI),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }),
  identity: (bytes) => Promise.resolve(bytes),
}
