// Builds the client as it is served, and weighs what a browser fetches before a world shows.
import { build, type Rolldown } from 'vite'
import { beforeAll, expect, test, vi } from 'vitest'
import { WORLD } from './build/chunk-groups.ts'

// What is not needed for the first look is fetched later.
const BYTES_MAX = 200_000
const FILES_MAX = 6

type File = Rolldown.OutputAsset | Rolldown.OutputChunk

let built: ReadonlyMap<string, File>
/** The scripts that the page of a world names. */
let named: readonly Rolldown.OutputChunk[]

beforeAll(async () => {
  built = await buildAll()
  const page = built.get('world.html')
  if (page?.type !== 'asset') throw new Error('a world has no page')
  const files = [...String(page.source).matchAll(/"\/(assets\/[^"]+\.js)"/g)].map(([, file = '']) => file)
  named = files.map((file) => built.get(file)).filter((file) => file?.type === 'chunk')
}, 60_000)

test('a world shows after at most 200 kB of script, gzipped, in few files', async () => {
  const sizes = await Promise.all(named.map(({ code }) => gzippedBytes(code)))
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  console.log(
    `script before a world shows: ${(bytes / 1000).toFixed(1)} kB gzipped, in ${named.length} files`,
  )
  expect(bytes).toBeLessThanOrEqual(BYTES_MAX)
  expect(named.length).toBeLessThanOrEqual(FILES_MAX)
})

test('its page names all of it, so that a browser fetches it at once', () => {
  expect(named.some(({ moduleIds }) => moduleIds.includes(WORLD))).toBe(true)
  const files = new Set(named.map(({ fileName }) => fileName))
  for (const { imports } of named) for (const file of imports) expect(files).toContain(file)
})

test('each of them begins with the hint to compile it beside the page', () => {
  for (const { code } of named) expect(code).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/)
})

test('the page of another screen does not make one wait for a world', () => {
  const page = built.get('index.html')
  expect(page?.type === 'asset' ? String(page.source) : '').not.toMatch(/\/world[-\w]*\.js"/)
})

// Of two files that import each other, one runs before the other's classes are there.
test('no file waits for itself', () => {
  const importsOf = (file: string): readonly string[] => {
    const found = built.get(file)
    return found?.type === 'chunk' ? found.imports : []
  }
  const waitsForItself = (file: string): boolean => {
    const needed = new Set(importsOf(file))
    for (const each of needed) for (const next of importsOf(each)) needed.add(next)
    return needed.has(file)
  }
  expect([...built.keys()].filter(waitsForItself)).toEqual([])
})

async function buildAll(): Promise<ReadonlyMap<string, File>> {
  // Under test, libraries would be built with their own checks, twice as large.
  vi.stubEnv('NODE_ENV', 'production')
  const config = new URL('vite.config.ts', import.meta.url).pathname
  const parts = await build({ configFile: config, logLevel: 'error', build: { write: false } })
  const files = new Map<string, File>()
  for (const part of Array.isArray(parts) ? parts : [parts]) {
    if ('output' in part) for (const file of part.output) files.set(file.fileName, file)
  }
  return files
}

async function gzippedBytes(code: string): Promise<number> {
  const zipped = new Response(new Blob([code]).stream().pipeThrough(new CompressionStream('gzip')))
  return (await zipped.arrayBuffer()).byteLength
}
