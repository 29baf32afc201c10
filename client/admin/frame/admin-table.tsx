// A list of things with the same few facts each: a table where there is room, a card for each on a phone.
import type { ReactNode } from 'react'

export interface Column<T> {
  readonly title: string
  readonly cell: (line: T) => ReactNode
  /** Of numbers: they stand under each other. */
  readonly isNumber?: boolean
}

interface TableProps<T> {
  readonly label: string
  readonly columns: readonly Column<T>[]
  readonly lines: readonly T[]
  readonly keyOf: (line: T) => string
  /** The actions for one line. */
  readonly renderWays?: (line: T) => ReactNode
}

export function Table<T>({ label, columns, lines, keyOf, renderWays }: TableProps<T>) {
  return (
    <table className="admin-table" aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ title, isNumber = false }) => (
            <th key={title} scope="col" className={isNumber ? 'admin-number' : undefined}>
              {title}
            </th>
          ))}
          {renderWays !== undefined && (
            <th scope="col">
              <span className="unseen">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={keyOf(line)}>
            {columns.map(({ title, cell, isNumber = false }, index) =>
              index === 0 ? (
                <th key={title} scope="row">
                  {cell(line)}
                </th>
              ) : (
                <td
                  key={title}

                  data-title={title}
                  className={isNumber ? 'admin-number' : undefined}
                >
                  {cell(line)}
                </td>
              ),
            )}
            {renderWays !== undefined && <td className="admin-ways">{renderWays(line)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
