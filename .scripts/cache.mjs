// Loaded before the server: keeps compiled modules on disk, so that later starts neither strip types nor
// compile again. That halves the time of a start and saves tens of megabytes.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/inkland', import.meta.url)))
