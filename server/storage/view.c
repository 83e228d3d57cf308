// SPDX-License-Identifier: Apache-2.0
#include "server/storage/view.h"

enum err view_begin(struct view *view, struct error *error)
{
    enum err code = ERR_OK;

    if (!view->writes && !view->open)
        code = database_begin_read(view->database, error);
    view->open = !view->writes && !code;
    return code;
}

void view_end(struct view *view)
{
    if (view->open)
        database_end_read(view->database);
    view->open = false;
}
