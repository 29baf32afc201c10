// The process in which pictures of worlds are made from our drawings of them.
import { readdirSync, readFileSync } from 'node:fs'
import { initWasm, Resvg } from '@resvg/resvg-wasm'
import { serve } from '../../workers/process-jobs.ts'

/** The face of pages, in all letters that it has. */
const FACE = 'Literata Variable'
const files = new URL(
  '.',
  import.meta.resolve('@fontsource-variable/literata/files/literata-latin-wght-normal.woff2'),
)
const fontBuffers = readdirSync(files)
  .filter((name) => name.endsWith('-wght-normal.woff2'))
  .map((name) => new Uint8Array(readFileSync(new URL(name, files))))

await initWasm(readFileSync(new URL(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))))

serve((svg: string): Uint8Array => {
  const font = { fontBuffers, defaultFontFamily: FACE, serifFamily: FACE }
  return new Resvg(svg, { font }).render().asPng()
})
