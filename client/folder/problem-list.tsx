// The problems of files, line by line, and the files that were left out.
import type { LeftOutFile } from '../../shared/folder/format/left-out-files.ts'
import { problemWords, type Problem } from '../../shared/folder/format/folder-problem.ts'
import { count } from '../words/counts.ts'

export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  const lines = problems.map(problemWords)
  return (
    <ul className="drop-list trouble" role="alert">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

export function NoteList({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <ul className="drop-list" aria-label="What differs from the files">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  )
}

/** So many are shown at once; of a whole folder there may be thousands. */
const SHOWN_MAX = 8

/** Every file that does not come along, behind one line that counts them. */
export function LeftOutList({ files }: { readonly files: readonly LeftOutFile[] }) {
  if (files.length === 0) return null
  return (
    <details className="left-out" open={files.length <= SHOWN_MAX}>
      <summary>{count(files.length, 'file')} left out, and why</summary>
      {/* It scrolls: by keys, too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className="drop-list" tabIndex={0} aria-label="Files left out">
        {files.map((file) => (
          <li key={file.path}>
            <b>{file.path}</b>: {file.why}
          </li>
        ))}
      </ul>
    </details>
  )
}
