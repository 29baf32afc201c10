// Scripts and styles are packed as small as possible at build time: a server would take seconds for that
// after each start, and the first visitor would wait for it.
import type { Plugin, Rolldown } from 'vite'

/** A Vite plugin that writes `FILE.br` beside each script and style. */
export function brotliFiles(): Plugin {
  return {
    name: 'inkland-packed',
    // A build that is only weighed is not served.
    apply: ({ build }, { command }) => command === 'build' && build?.write !== false,
    generateBundle: {
      // After all who still write into the scripts.
      order: 'post',
      async handler(_options, bundle) {
        const pack = async (file: Rolldown.OutputAsset | Rolldown.OutputChunk): Promise<void> => {
          const source = await brotli(file.type === 'chunk' ? file.code : file.source)
          this.emitFile({ type: 'asset', fileName: `${file.fileName}.br`, source })
        }
        await Promise.all(Object.values(bundle).filter(isPacked).map(pack))
      },
    },
  }
}

const isPacked = ({ fileName }: Rolldown.OutputAsset | Rolldown.OutputChunk): boolean =>
  /\.(?:js|css)$/.test(fileName)

/** Node's streams know it, at its highest quality; the types are a browser's. */
const BROTLI = 'brotli' as CompressionFormat

async function brotli(source: string | Uint8Array): Promise<Uint8Array> {
  const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : new Uint8Array(source)
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream(BROTLI))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
