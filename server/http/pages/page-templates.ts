// The pages that the client fills in. Each answer has a nonce of its own, in its policy and in its text, and
// a browser may not keep one without the other. So there is no ETag: a browser that is told "not changed"
// would take the new policy and keep the old text.
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Request, Response } from 'express'
import type { RandomBytes } from '../../../shared/world/address.ts'
import type { Guard } from '../edge/origin-guard.ts'
import { policyOf } from '../edge/content-policy.ts'

/** The mark in client/index.html in place of the nonce. */
const PLACEHOLDER = '__INKLAND_NONCE__'
const NONCE_BYTES = 16

interface PageTemplate {
  /** Another stamp means another build. */
  readonly stamp: string
  /** The text before, between and after the places of the nonce. */
  readonly parts: readonly string[]
}

interface PageTemplates {
  /** Answers with a page of the build, such as `index.html`; false when there is none. */
  serve(name: string, request: Request, response: Response): Promise<boolean>
}

export function createPageTemplates(options: {
  readonly folder: string
  readonly random: RandomBytes
  readonly guard: Pick<Guard, 'originOf'>
}): PageTemplates {
  const { folder, random, guard } = options
  const known = new Map<string, PageTemplate>()

  async function find(name: string): Promise<PageTemplate | null> {
    const file = join(folder, name)
    const stats = await stat(file).catch(() => null)
    if (stats === null) return null
    const stamp = `${stats.mtimeMs} ${stats.size}`
    const before = known.get(name)
    if (before?.stamp === stamp) return before
    const template = { stamp, parts: (await readFile(file, 'utf8')).split(PLACEHOLDER) }
    known.set(name, template)
    return template
  }

  return {
    async serve(name, request, response) {
      const template = await find(name)
      if (template === null) return false
      const nonce = Buffer.from(random(NONCE_BYTES)).toString('base64')
      const encoding = request.acceptsEncodings('br', 'gzip', 'identity') || 'identity'
      const body = await encode(Buffer.from(template.parts.join(nonce)), encoding)
      response.set({
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Length': String(body.length),
        'Content-Security-Policy': policyOf(guard.originOf(request), nonce),
        'Cache-Control': 'no-cache',
        Vary: 'Accept-Encoding',
      })
      if (encoding !== 'identity') response.set('Content-Encoding', encoding)
      // Not `send`, which would add an ETag.
      response.end(body)
      return true
    },
  }
}

/** Of 3 kB every quality makes about 1 kB; this one takes 0.1 ms. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }

function encode(bytes: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === 'br') return promisify(brotliCompress)(bytes, BROTLI)
  return encoding === 'gzip' ? promisify(gzip)(bytes) : Promise.resolve(bytes)
}
