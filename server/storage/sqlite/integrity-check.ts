// A thread that goes through a large database once after a start, while the node uses it: a start would take
// too long.
import { parentPort, workerData } from 'node:worker_threads'
import { inspectFolder, remedy } from './folder-inspection.ts'

const { folder } = workerData as { folder: string }
const found = inspectFolder(folder, { whole: true, isUsed: true })
const text = found === null ? null : `${found.text} ${remedy(folder, found)}`
if (text !== null) tell(text)

function tell(message: string): void {
  const port = parentPort
  port?.postMessage(message, [])
}
