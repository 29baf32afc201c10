// Reading picked files, in a worker that has them until it is closed.
import { problemWords } from '../../../shared/folder/format/folder-problem.ts'
import type { NameEncoding } from '../../../shared/folder/zip-names.ts'
import type { PickedFile } from './picked-files.ts'
import type { Progress } from './read-picked.ts'
import type {
  FolderOfFiles,
  FromReading,
  MadeOfFiles,
  NotMade,
  ReadingAnswer,
  ReadingAsk,
  WorldsOfFiles,
  WorldWish,
  WrongFiles,
} from './reading-worker.ts'

/** It answers one question at a time. */
export interface FolderReader {
  worlds(
    picked: readonly PickedFile[],
    how: Pick<Extract<ReadingAsk, { kind: 'worlds' }>, 'encoding' | 'isSplit'>,
    tell: (progress: Progress) => void,
  ): Promise<WorldsOfFiles | WrongFiles>
  /** Makes a world, by its number among those that were answered last. */
  make(world: number, wish: WorldWish): Promise<MadeOfFiles | NotMade>
  folder(
    picked: readonly PickedFile[],
    encoding: NameEncoding | null,
    tell: (progress: Progress) => void,
  ): Promise<FolderOfFiles | WrongFiles>
  /** What is under way is never answered. */
  close(): void
}

const BROKE: WrongFiles = {
  kind: 'wrong',
  problems: [{ path: '', line: null, text: 'This device cannot read so much at once. Choose fewer files.' }],
}

export function openFolderReader(): FolderReader {
  const worker = new Worker(new URL('./reading-worker.ts', import.meta.url), { type: 'module' })

  let asked: { answer(answer: ReadingAnswer): void; tell(progress: Progress): void } | null = null
  worker.addEventListener('message', ({ data }: MessageEvent<FromReading>) => {
    if (data.kind === 'progress') asked?.tell(data.progress)
    else asked?.answer(data)
  })
  // More than its memory holds ends it.
  worker.addEventListener('error', () => asked?.answer(BROKE))

  /** A question is answered by its own kind, or by why not. */
  function ask(question: ReadingAsk, tell: (progress: Progress) => void = ignore): Promise<ReadingAnswer> {
    const { promise, resolve } = Promise.withResolvers<ReadingAnswer>()
    asked = { answer: resolve, tell }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has one origin, a window may not
    worker.postMessage(question)
    return promise
  }

  return {
    worlds: async (picked, how, tell) =>
      (await ask({ kind: 'worlds', picked, ...how }, tell)) as WorldsOfFiles | WrongFiles,
    async make(world, wish) {
      const answer = (await ask({ kind: 'make', world, wish })) as MadeOfFiles | NotMade | WrongFiles
      if (answer.kind !== 'wrong') return answer
      return { kind: 'not-made', text: answer.problems.map(problemWords).join(' '), canSplit: false }
    },
    folder: async (picked, encoding, tell) =>
      (await ask({ kind: 'folder', picked, encoding }, tell)) as FolderOfFiles | WrongFiles,
    close: () => worker.terminate(),
  }
}

const ignore = (): void => undefined
