// The S3 server of tests, in a process of its own: s3rver keeps the objects, as files. What it does not look at
// is judged in front of it, by the rules of Amazon's documents: the signature of each request, the hashes of what
// is sent, and `If-None-Match`. An object is passed on when all of it is here, as S3 has it. Told over IPC, the
// server fails in one way or another.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { stat } from 'node:fs/promises'
import http from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import S3rver from 's3rver'

const { directory, port, bucket, region, secret } = JSON.parse(process.argv[2] ?? '{}')
/** s3rver knows this key alone. */
const KEY_ID = 'S3RVER'

let fault = null
const waiting = new Set()
process.on('message', ({ number, fault: asked }) => {
  fault = asked
  if (fault === null) for (const go of waiting) go()
  process.send?.({ number })
})
process.on('disconnect', () => process.exit())

const inner = new S3rver({
  directory,
  address: '127.0.0.1',
  port: 0,
  silent: true,
  vhostBuckets: false,
  configureBuckets: bucket === null ? [] : [{ name: bucket }],
})
const { port: innerPort } = await inner.run()

const sha256 = (data) => createHash('sha256').update(data).digest('hex')
const hmac = (key, data) => createHmac('sha256', key).update(data).digest()
const encoded = (text) =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const FORBIDDEN = new Set(['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch'])

/** The code of what is wrong with a request; null for none. */
function troubleIn(request, body) {
  const said =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    )
  if (said === null) return 'AccessDenied'
  const [, id, day, where, names, signature] = said
  if (id !== KEY_ID) return 'InvalidAccessKeyId'
  if (where !== region) return 'AuthorizationHeaderMalformed'
  const { headers } = request
  const url = new URL(request.url, 'http://bucket')
  const canonical = [
    request.method,
    url.pathname
      .split('/')
      .map((word) => encoded(decodeURIComponent(word)))
      .join('/'),
    [...url.searchParams]
      .map((pair) => pair.map(encoded).join('='))
      .sort()
      .join('&'),
    ...names.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    names,
    headers['x-amz-content-sha256'],
  ].join('\n')
  const scope = `${day}/${where}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n')
  const key = [day, where, 's3', 'aws4_request'].reduce(hmac, `AWS4${secret}`)
  if (!timingSafeEqual(hmac(key, text), Buffer.from(signature, 'hex'))) return 'SignatureDoesNotMatch'
  const isSigned = Object.keys(headers).every(
    (name) => !name.startsWith('x-amz-') || names.split(';').includes(name),
  )
  if (!isSigned) return 'AccessDenied'
  return headers['x-amz-content-sha256'] === sha256(body) ? null : 'XAmzContentSHA256Mismatch'
}

function refuse(response, status, code) {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>No.</Message></Error>`,
  )
}

/** Passes a request on to s3rver. */
function pass(request, body) {
  const { promise, resolve, reject } = Promise.withResolvers()
  const { 'if-none-match': _left, ...headers } = request.headers
  const passed = http.request(
    { port: innerPort, host: '127.0.0.1', method: request.method, path: request.url, headers },
    resolve,
  )
  passed.on('error', reject)
  passed.end(body)
  return promise
}

/** s3rver answers before all of an object is in its file. */
async function untilWritten({ url }, { length }) {
  const path = join(directory, decodeURIComponent(new URL(url, 'http://bucket').pathname))
  const isWritten = async () => (await stat(`${path}._S3rver_object`).catch(() => null))?.size === length
  while (!(await isWritten())) await pause(2)
}

async function isThere(request) {
  const { headers, url } = request
  const answer = await pass({ headers: { ...headers, 'content-length': '0' }, url, method: 'HEAD' }, '')
  answer.resume()
  return answer.statusCode === 200
}

async function answer(request, response) {
  const body = await buffer(request)
  if (fault?.kind === 'silent') await new Promise((go) => waiting.add(go))
  if (fault?.kind === 'refuses') {
    refuse(response, fault.status, fault.code)
    return
  }
  const trouble = troubleIn(request, body)
  if (trouble !== null) {
    refuse(response, FORBIDDEN.has(trouble) ? 403 : 400, trouble)
    return
  }
  if (request.headers['if-none-match'] === '*' && (await isThere(request))) {
    refuse(response, 412, 'PreconditionFailed')
    return
  }
  const from = await pass(request, body)
  if (request.method === 'PUT' && from.statusCode === 200) await untilWritten(request, body)
  response.writeHead(from.statusCode, from.headers)
  if (fault?.kind !== 'cut' || request.method !== 'GET') {
    from.pipe(response)
    return
  }
  from.once('data', (chunk) => {
    from.destroy()
    response.write(chunk.subarray(0, chunk.length / 2), () => response.destroy())
  })
}

const server = http.createServer((request, response) => {
  answer(request, response).catch(() => response.destroy())
})
server.listen(port, '127.0.0.1', () => process.send?.({ port: server.address().port }))
