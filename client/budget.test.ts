// Builds the client as it is served, and weighs what a browser fetches before a world shows.
import { build, type Rolldown } from 'vite'
import { expect, test, vi } from 'vitest'

const BYTES_MAX = 300_000

test('a world shows after at most 300 kB of script, gzipped', async () => {
  const chunks = await builtChunks()
  const needed = new Set<Rolldown.OutputChunk>()
  const add = (chunk: Rolldown.OutputChunk | undefined): void => {
    if (!chunk || needed.has(chunk)) return
    needed.add(chunk)
    for (const name of chunk.imports) add(chunks.get(name))
  }
  const named = (name: string) => [...chunks.values()].find((chunk) => chunk.name === name)
  const [start, world] = [named('index'), named('world-screen')]
  expect(start).toBeDefined()
  expect(world).toBeDefined()
  add(start)
  add(world)
  const sizes = await Promise.all([...needed].map(({ code }) => gzippedBytes(code)))
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  console.log(`script before a world shows: ${(bytes / 1000).toFixed(0)} kB gzipped, in ${needed.size} files`)
  expect(bytes).toBeLessThanOrEqual(BYTES_MAX)
})

async function builtChunks(): Promise<ReadonlyMap<string, Rolldown.OutputChunk>> {
  // Under test, libraries would be built with their own checks, twice as large.
  vi.stubEnv('NODE_ENV', 'production')
  const config = new URL('vite.config.ts', import.meta.url).pathname
  const built = await build({ configFile: config, logLevel: 'error', build: { write: false } })
  const chunks = new Map<string, Rolldown.OutputChunk>()
  for (const part of Array.isArray(built) ? built : [built]) {
    if (!('output' in part)) continue
    for (const file of part.output) if (file.type === 'chunk') chunks.set(file.fileName, file)
  }
  return chunks
}

async function gzippedBytes(code: string): Promise<number> {
  const zipped = new Response(new Blob([code]).stream().pipeThrough(new CompressionStream('gzip')))
  return (await zipped.arrayBuffer()).byteLength
}
