from django.contrib import admin
from django.urls import include, path

from scr_portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("themes.urls")),
    path("admin/", admin.site.urls),
]
