// Scripts and styles are packed as small as possible at build time: a server would take seconds for that
// after each start, and the first visitor would wait for it.
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'
import type { Plugin } from 'vite'

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
        const files = Object.values(bundle).filter(({ fileName }) => /\.(?:js|css)$/.test(fileName))
        const pack = async (file: (typeof files)[number]): Promise<void> => {
          const source = await compress(file.type === 'chunk' ? file.code : file.source)
          this.emitFile({ type: 'asset', fileName: `${file.fileName}.br`, source })
        }
        await Promise.all(files.map(pack))
      },
    },
  }
}

/** At the highest quality, which is the default. */
const compress = promisify(brotliCompress)
