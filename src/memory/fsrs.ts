export { DEFAULT_FIT_OPTIONS, type FsrsFitOptions, fit } from './fsrs/fit.js';
export { defaultModel, type FsrsModel, type FsrsState, GRADE_CUTS, gradeOf } from './fsrs/model.js';
export { advance, interval, predict, type Review } from './fsrs/trace.js';
