// A thread that goes through a large database once after a start, while the node uses it: a start would take
// too long.
import { parentPort, workerData } from 'node:worker_threads'
import { describeTrouble, inspectFolder } from './folder-inspection.ts'

const { folder } = workerData as { folder: string }
const found = inspectFolder(folder, { whole: true, isUsed: true })
if (found !== null) tell(describeTrouble(folder, found))

function tell(message: string): void {
  const port = parentPort
  port?.postMessage(message, [])
}
