export type { Blueprint, BlueprintRow } from './blueprint.js';
export { readBlueprint } from './blueprint-table.js';
export {
  BYTE_ORDER_MARK,
  type CellValue,
  csvCell,
  guardFormula,
  logToCsv,
  matrixToCsv,
  toCsv,
} from './csv-writer.js';
export {
  describe,
  type Fault,
  type FaultCode,
  type Language,
  MAX_FAULTS,
  type Place,
  YincaiError,
} from './fault.js';
export { ancestors, type EdgeKind, findCycle, prerequisites, topologicalOrder } from './graph-order.js';
export { type QuestionHeader, questionHeader } from './header.js';
export { INPUT_LIMITS, type InputLimits } from './input-limits.js';
export { type LogInput, type LogSource, readLog, streamLogRows } from './interaction-log.js';
export type {
  AnswerCheck,
  Item,
  ItemBank,
  ItemImage,
  ItemKind,
  ItemOption,
  ItemTemplate,
  Passage,
  TemplateParameter,
  ValueFormat,
  Verification,
} from './item-bank.js';
export { type JsonOptions, readJson } from './json.js';
export type { KnowledgeEdge, KnowledgeGraph, KnowledgePoint } from './knowledge-graph.js';
export { type LearnerFacts, type LearnerFactsOptions, readLearnerFacts } from './learner-facts.js';
export type { LogOptions, LogReading, LogRowSink } from './log-row-reader.js';
export { buildResponseLog, gatherResponseLog, type LogRow, type LogRowsOptions } from './log-rows.js';
export { renameSkills, withSkills } from './log-skills.js';
export { MISSING_CELLS } from './missing-cell.js';
export { readExpressions, readSkillNames } from './pair-table.js';
export type { FolderReader, Pilot, PilotExam, PilotManifest, PilotManifestExam } from './pilot.js';
export { type PilotOptions, readPilot } from './pilot-folder.js';
export {
  blueprintTemplate,
  type PilotTemplateOptions,
  pilotTemplate,
  responsesTemplate,
  rosterTemplate,
} from './pilot-template.js';
export type { LogFormat } from './public-logs.js';
export type { QMatrix } from './q-matrix.js';
export { type QMatrixOptions, readQMatrix } from './q-table.js';
export type { TableOptions } from './read-table.js';
export type { ResponseLog, SkillSets } from './response-log.js';
export type { ResponseMatrix } from './response-matrix.js';
export type { Roster, RosterEntry } from './roster.js';
export { readRoster } from './roster-table.js';
export { decodeText } from './text.js';
export {
  type FullMarksSource,
  type ResponsesOptions,
  type ResponseTable,
  readResponses,
  type SkippedRow,
} from './wide-responses.js';
