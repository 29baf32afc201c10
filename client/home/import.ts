// Bringing in an exported world: chosen, or dropped onto the page.
import { useRef, useState, type ComponentProps, type DragEvent } from 'react'
import { importWorld, wordsOf } from '../app/api.ts'
import { notify } from '../app/notices.ts'
import { go, pathOfWorld } from '../app/route.ts'

interface Import {
  /** A file is held over the page. */
  readonly dropping: boolean
  choose(): void
  readonly inputProps: ComponentProps<'input'>
  readonly dropProps: Pick<ComponentProps<'div'>, 'onDragOver' | 'onDragLeave' | 'onDrop'>
}

/** Import by button and by drop; `onDone` is told after each one that worked. */
export function useImport(onDone: () => void): Import {
  const input = useRef<HTMLInputElement>(null)
  const [dropping, setDropping] = useState(false)

  function bring(file: File | undefined): void {
    if (!file) return
    importWorld(file).then(
      (world) => {
        onDone()
        notify({
          text: `“${world.title}” is here, at ${world.address}.`,
          action: { label: 'Open it', run: () => go(pathOfWorld(world.address)) },
        })
      },
      (error: unknown) => notify({ text: wordsOf(error), timeoutMs: 0 }),
    )
  }

  const holdsFile = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')
  return {
    dropping,
    choose: () => input.current?.click(),
    inputProps: {
      ref: input,
      type: 'file',
      hidden: true,
      'aria-label': 'A file to import',
      onChange(event) {
        bring(event.target.files?.[0])
        event.target.value = ''
      },
    },
    dropProps: {
      onDragOver(event) {
        if (!holdsFile(event)) return
        event.preventDefault()
        setDropping(true)
      },
      onDragLeave(event) {
        if (event.currentTarget === event.target) setDropping(false)
      },
      onDrop(event) {
        if (!holdsFile(event)) return
        event.preventDefault()
        setDropping(false)
        bring(event.dataTransfer.files[0])
      },
    },
  }
}
