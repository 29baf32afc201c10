// What a node loads when it starts: all of it is time of each start, and memory of each node.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startServer, temporaryFolder } from '../../process.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const MAIN = join(ROOT, 'server/dist/main.js')
const CACHE = new URL('../../../.scripts/cache.mjs', import.meta.url).href
/** Says at the end which of Node's own modules were loaded. */
const LISTS = `process.on('exit', () => console.log(process.moduleLoadList.join('\\n')))`
/** Writes down each file that a process or a thread loads, when it does. */
const NOTES = `
  import { appendFileSync } from 'node:fs'
  import { registerHooks } from 'node:module'
  registerHooks({
    load(url, context, next) {
      appendFileSync(process.env.LOADED, url + '\\n')
      return next(url, context)
    },
  })`

/** Loaded when they are first used: what is large, and what most nodes never need. */
const LATER = [
  'server/http/api-routes.ts',
  'server/assets/bucket-picture-files.ts',
  'server/node/cluster-process.ts',
  'server/storage/postgres/postgres-store.ts',
  'server/storage/row-merging.ts',
  'server/http/monitoring/metrics-registry.ts',
  'server/peers/nearby/nearby-nodes.ts',
  'server/cli/account-command.ts',
  'shared/play/create-play.ts',
  'shared/pictures/svg.ts',
  'node_modules/@lezer/markdown/',
  'node_modules/@simplewebauthn/server/',
  'node_modules/fflate/',
  'node_modules/iconv-lite/encodings/',
  'node_modules/jose/',
  'node_modules/openid-client/',
  'node_modules/pg/',
  'node_modules/prom-client/',
  'node_modules/saxes/',
  'node_modules/yaml/',
]

const inData = (script: string): string => `data:text/javascript,${encodeURIComponent(script)}`

/** The sources of the files that were loaded. */
const sourcesIn = (loaded: string): readonly string[] =>
  [...new Set(readFileSync(loaded, 'utf8').split('\n'))]
    .filter((url) => url.includes('/server/dist/') && !url.includes('/rolldown-runtime-'))
    .flatMap((url) => {
      const map = `${fileURLToPath(url)}.map`
      const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { sources: string[] }
      return sources.map((source) => relative(ROOT, join(dirname(map), source)))
    })

test('a node starts without loading an HTTP client that it does not use', async () => {
  const imports = ['--import', inData(LISTS), '--import', CACHE]
  const { stdout } = await promisify(execFile)(process.execPath, [...imports, MAIN, '--help'])
  const loaded = stdout.split('\n')
  expect(loaded).toContain('NativeModule _http_server')
  expect(loaded.filter((name) => name.includes('undici'))).toEqual([])
  for (const seldom of ['https', 'tls', 'dns/promises', 'assert']) {
    expect(loaded).not.toContain(`NativeModule ${seldom}`)
  }
})

test('a node at rest has loaded nothing that it needs only when somebody uses it', async () => {
  const loaded = join(temporaryFolder(), 'loaded')
  const env = { LOADED: loaded, NODE_OPTIONS: `--import ${inData(NOTES)}` }
  await using node = await startServer({ env })
  const has = (part: string): boolean => sourcesIn(loaded).some((source) => source.includes(part))
  expect(has('server/node/start-node.ts')).toBe(true)
  expect(has('server/storage/sqlite/store-core.ts')).toBe(true)
  expect(LATER.filter(has)).toEqual([])

  expect((await fetch(`${node.url}/api/me`)).ok).toBe(true)
  expect(has('server/http/api-routes.ts')).toBe(true)
})
